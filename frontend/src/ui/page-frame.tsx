/** One page's frame: its title in the browser, its heading, and the focus on it after a change of page. */
import { type ReactNode, useEffect, useRef } from "react";

let first = true;

interface HeadingProps {
  /** What the browser's tab says. */
  readonly title: string;
  readonly className: string;
  readonly children: ReactNode;
}

interface Props {
  readonly title: string;
  readonly heading?: ReactNode;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** The page's heading. The focus goes there when the reader comes from another page, so that it is read out. */
export function Heading({ title, className, children }: HeadingProps) {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Witness`;
  }, [title]);
  useEffect(() => {
    if (!first) element.current?.focus();
    first = false;
  }, []);
  return (
    <h1 ref={element} tabIndex={-1} className={`font-semibold ${className}`}>
      {children}
    </h1>
  );
}

/** A page with a heading. */
export function PageFrame({ title, heading, lead, children }: Props) {
  return (
    <>
      <Heading title={title} className="text-3xl sm:text-4xl">
        {heading ?? title}
      </Heading>
      {lead && <div className="mt-2 max-w-2xl text-soft">{lead}</div>}
      <div className="mt-4 sm:mt-6">{children}</div>
    </>
  );
}

/** A part of a page with a heading of its own. */
export function Section({
  id,
  title,
  aside,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className="mt-10">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <h2 id={id} className="text-xl font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
