/** Makes elements. Texts are texts: nothing that a pass or a server says is ever read as markup. */
import { written } from "./language.ts";

type Attributes = Readonly<Record<string, string | boolean>>;
type Child = Node | string | undefined | false;

const SVG = "http://www.w3.org/2000/svg";

/** What a reader hears or sees of an attribute is shown in the reader's language too. */
const SPOKEN: readonly string[] = ["aria-label", "placeholder"];

/** Returns a text as it is, in no language of the page's: an owner's words, a name, bytes. */
export const verbatim = (text: string): Text => document.createTextNode(text);

/**
 * Returns an element with attributes (false leaves one out) and children (undefined and false are left out). Texts are shown in the
 * reader's language.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) continue;
    const text = value === true ? "" : value;
    element.setAttribute(name, SPOKEN.includes(name) ? written(text) : text);
  }
  const shown = children.filter((child) => child !== undefined && child !== false);
  element.append(...shown.map((child) => (typeof child === "string" ? written(child) : child)));
  return element;
}

/** Returns a button that does something. */
export function button(label: string, className: string, onPress: () => void): HTMLButtonElement {
  const element = el("button", { type: "button", class: className }, label);
  element.addEventListener("click", onPress);
  return element;
}

/** Returns an element of a drawing with attributes and children. */
export function svgEl(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
) {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, SPOKEN.includes(name) ? written(value) : value);
  }
  element.append(...children.map((child) => (typeof child === "string" ? written(child) : child)));
  return element;
}

/** Returns a drawing of strokes on 24 by 24. Decoration: the words beside it say the same. */
export function icon(path: string, className: string): SVGElement {
  const stroke = svgEl("path", { d: path });
  return svgEl("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: className }, stroke);
}
