import "@fontsource/vt323/400.css";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router-dom";
import { App } from "./app.jsx";
import "./app.css";

const future = { v7_startTransition: true, v7_relativeSplatPath: true };

createRoot(document.getElementById("root")).render(
  <BrowserRouter future={future}>
    <App />
  </BrowserRouter>,
);
