import { useMemo } from "react";
import flower from "../assets/flower.svg";
import "./garden.css";

export default function Garden() {
  const beds = useMemo(() => Array.from({ length: 12 }, (_, at) => at), []);
  return (
    <>
      <h1>Garden</h1>
      <div className="garden">
        {beds.map((bed) => (
          <img key={bed} src={flower} alt={`Flower ${bed + 1}`} />
        ))}
      </div>
    </>
  );
}
