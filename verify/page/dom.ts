/** Makes elements. Texts are texts: nothing that a pass or a server says is ever read as markup. */

type Attributes = Readonly<Record<string, string | boolean>>;
type Child = Node | string | undefined | false;

const SVG = "http://www.w3.org/2000/svg";

/** Returns an element with attributes (false leaves one out) and children (undefined and false are left out). */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
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
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Returns a drawing of strokes on 24 by 24. Decoration: the words beside it say the same. */
export function icon(path: string, className: string): SVGElement {
  const stroke = svgEl("path", { d: path });
  return svgEl("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: className }, stroke);
}
