import { useLocation } from "react-router-dom";

export default function Nowhere() {
  return <h1>Nothing grows at {useLocation().pathname}</h1>;
}
