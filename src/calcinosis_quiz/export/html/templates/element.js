// Elements: text goes in as text, never as markup.

const element = (() => {
  // `about` holds attributes by name, listeners as functions, and `class`; null and false leave an attribute out.
  function make(tag, about = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  // A text of the bank: its own direction, its own line breaks.
  const text = (tag, content, about = {}) => make(tag, { dir: "auto", ...about }, content);

  // Words for eyes alone, or for ears alone.
  const sign = (content) => make("span", { class: "sign", "aria-hidden": "true" }, content);
  const spoken = (content) => make("span", { class: "spoken" }, content);

  const button = (label, press, about = {}) => make("button", { type: "button", click: press, ...about }, label);

  const picture = (image) => (image ? make("img", { src: image.src, alt: image.alt }) : null);

  const letter = (place) => String.fromCharCode(65 + place);

  return { make, text, sign, spoken, button, picture, letter };
})();
