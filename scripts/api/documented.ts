/**
 * What the public entries of the two packages leave unsaid: exports without TSDoc, and functions without an example. It
 * parses with the compiler that typedoc uses, and checks no types: `protocol/scripts/examples.test.ts` runs the examples.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** One export that lacks something. */
export interface Unsaid {
  /** Path from the repository's root. */
  readonly file: string;
  readonly name: string;
  readonly lacks: "a comment" | "an example";
}

/** Modules that only other modules of protocol call; the published manifest hides them. */
const INTERNAL = /^(codes\/entry|judge\/.*|operations\/rules\/.*|wire\/codec)\.ts$/;
/** What the device's manifest exports. */
const DEVICE_ENTRIES = [
  "index.ts",
  "file-store.ts",
  "indexeddb-store.ts",
  "journal.ts",
  "mqtt-transport.ts",
  "serial-framing.ts",
];

/** Returns what is unsaid in the entries of @witness/protocol and @witness/device. @param root of the repository */
export function unsaid(root: string): Unsaid[] {
  const folder = join(root, "protocol/src");
  const modules = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !/\.test\.ts$|\.d\.ts$|^generated\//.test(name))
    .filter((name) => !INTERNAL.test(name));
  return [
    ...modules.flatMap((name) => unsaidIn(root, `protocol/src/${name}`)),
    ...DEVICE_ENTRIES.flatMap((name) => unsaidIn(root, `device/src/${name}`)),
  ];
}

/** @param only names that are looked at; all exports unless given */
function unsaidIn(root: string, file: string, only?: ReadonlySet<string>): Unsaid[] {
  return unsaidOf(file, readFileSync(join(root, file), "utf8"), {
    only,
    follow: (specifier, names) => unsaidIn(root, join(file, "..", specifier), names),
  });
}

interface Following {
  readonly only?: ReadonlySet<string> | undefined;
  /** Looks into a file that names are exported from again. */
  readonly follow: (specifier: string, names: ReadonlySet<string>) => readonly Unsaid[];
}

/** Returns what is unsaid in one module. */
export function unsaidOf(file: string, text: string, { only, follow }: Following): Unsaid[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement): readonly Unsaid[] => {
    if (ts.isExportDeclaration(statement)) return followed(statement, follow);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const names = namesOf(statement).filter((name) => !only || only.has(name));
    const said = commentOf(statement);
    if (said === undefined) return names.map((name) => ({ file, name, lacks: "a comment" }));
    const shown = !isFunction(statement) || said.includes("@example");
    const own: Unsaid[] = shown ? [] : names.map((name) => ({ file, name, lacks: "an example" }));
    return names.length > 0 && ts.isClassDeclaration(statement) ? [...own, ...methodsOf(file, statement)] : own;
  });
}

function followed({ moduleSpecifier, exportClause }: ts.ExportDeclaration, follow: Following["follow"]) {
  if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier) || !moduleSpecifier.text.startsWith(".")) return [];
  if (!exportClause || !ts.isNamedExports(exportClause)) return [];
  const names = exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
  return follow(moduleSpecifier.text, new Set(names));
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return named && statement.name ? [statement.name.text] : [];
}

/** The text of the TSDoc above; undefined where there is none, or nothing in it. */
function commentOf(node: ts.Node): string | undefined {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map((comment) => comment.getText())
    .join("\n");
  return /\w/.test(text) ? text : undefined;
}

function isFunction(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement)) return true;
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.some(
    ({ initializer }) => initializer && ts.isArrowFunction(initializer),
  );
}

/** Methods that a caller sees. */
function methodsOf(file: string, declaration: ts.ClassDeclaration): Unsaid[] {
  return declaration.members.flatMap((member): Unsaid[] => {
    const hidden = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private;
    const seen = ts.isMethodDeclaration(member) || ts.isGetAccessor(member);
    if (!seen || hidden || ts.isPrivateIdentifier(member.name) || commentOf(member) !== undefined) return [];
    const inherited = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Override;
    return inherited ? [] : [{ file, name: `${declaration.name?.text}.${member.name.getText()}`, lacks: "a comment" }];
  });
}
