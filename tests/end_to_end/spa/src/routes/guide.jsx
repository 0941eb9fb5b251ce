import { Link, useParams } from "react-router-dom";
import "./guide.css";

const pages = ["first", "second", "third"];

export default function Guide() {
  const { page } = useParams();
  const next = pages[pages.indexOf(page) + 1];
  return (
    <article className="guide">
      <h1>Guide: {page}</h1>
      <p>Walk slowly, write down what you see, and put the stones back.</p>
      {next && <Link to={`/guide/${next}`}>Next page</Link>}
    </article>
  );
}
