import { useEffect, useState } from "react";
import leaf from "../assets/leaf.svg";

/** The notes of public/notes.json, fetched as an app fetches from its API. */
function useNotes() {
  const [notes, setNotes] = useState([]);
  useEffect(() => {
    const gone = new AbortController();
    fetch("/notes.json", { signal: gone.signal })
      .then((answer) => answer.json())
      .then(setNotes)
      .catch((error) => gone.signal.aborted || console.error(error));
    return () => gone.abort();
  }, []);
  return notes;
}

export function Home() {
  const notes = useNotes();
  return (
    <>
      <h1>Home</h1>
      <img src={leaf} alt="A leaf" width="96" height="96" />
      <ul>
        {notes.map((note) => (
          <li key={note.day}>
            {note.day}: {note.text}
          </li>
        ))}
      </ul>
    </>
  );
}
