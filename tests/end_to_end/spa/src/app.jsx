import { Suspense, lazy } from "react";
import { NavLink, Route, Routes } from "react-router-dom";
import { Home } from "./routes/home.jsx";

// Each of these is a chunk of its own, fetched when its route is first shown.
const Guide = lazy(() => import("./routes/guide.jsx"));
const Garden = lazy(() => import("./routes/garden.jsx"));
const Nowhere = lazy(() => import("./routes/nowhere.jsx"));

export function App() {
  return (
    <>
      <nav>
        <NavLink to="/">Home</NavLink>
        <NavLink to="/guide/first">Guide</NavLink>
        <NavLink to="/garden">Garden</NavLink>
      </nav>
      <main>
        <Suspense fallback={<p>One moment…</p>}>
          <Routes>
            <Route path="/" element={<Home />} />
            <Route path="/guide/:page" element={<Guide />} />
            <Route path="/garden" element={<Garden />} />
            <Route path="*" element={<Nowhere />} />
          </Routes>
        </Suspense>
      </main>
    </>
  );
}
