/** A table that a phone can show: there a row becomes a block, with each value beside its column's name. */
import type { ReactNode } from "react";
import { type Message, say } from "../language/say.ts";

/** A column's heading. */
export interface Column {
  /** Empty for a column whose cells need no name, such as a bar beside its number. */
  readonly title: Message;
  readonly kind?: "number" | "bar";
}

interface TableProps {
  /** What the table is called when it is read out. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** Rows: `tr` of `Cell`. */
  readonly children: ReactNode;
}

/** The table with its headings. */
export function Table({ name, columns, children }: TableProps) {
  return (
    <section aria-label={name}>
      <table className="table stacked">
        <thead>
          <tr>
            {columns.map(({ title, kind }) => (
              <th key={title} scope="col" className={kind}>
                {kind === "bar" ? <span className="sr-only">{say(title)}</span> : say(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

interface CellProps {
  /** The column's title; a phone shows it beside the value. */
  readonly label: string;
  readonly number?: boolean;
  readonly children: ReactNode;
}

/** One value. */
export function Cell({ label, number = false, children }: CellProps) {
  return (
    <td data-label={label} className={number ? "number" : undefined}>
      {/* One element, so that name and value are the two columns of a phone's row. */}
      <span>{children}</span>
    </td>
  );
}
