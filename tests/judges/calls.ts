// What a user of openapi-typescript writes. Each line under an expected error must be refused.
import type { components, operations } from "./makini";
import type { components as LibraryComponents } from "./library";

type Sent<Name extends keyof operations> = operations[Name] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : never; // also where the body may be left out

// The rule of invoices: one of four keys at least, whatever else there is.
export const outgoing: Sent<"invoices.create"> = { invoiceNumber: "F-17", customerKey: "C-7" };
export const incoming: Sent<"invoices.create"> = { poKey: "P-1", vendorKey: null, dueDate: null };
export const both: Sent<"invoices.create"> = { customerKey: "C-7", vendorKey: "V-1" };
// @ts-expect-error none of the keys
export const neither: Sent<"invoices.create"> = { invoiceNumber: "F-17" };
// @ts-expect-error null is not given
export const nothing: Sent<"invoices.create"> = { customerKey: null };
// @ts-expect-error keys keep their types beside the rule
export const wrong: Sent<"invoices.create"> = { customerKey: "C-7", invoiceNumber: 17 };
// @ts-expect-error the required key, too
export const number: Sent<"invoices.create"> = { customerKey: 7 };
// @ts-expect-error no such key
export const unknown: Sent<"invoices.create"> = { customerKey: "C-7", nope: 1 };

// Required marks.
export const order: Sent<"purchase_orders.update"> = { code: "1", orderDate: "2026-01-31" };
// @ts-expect-error code is marked
export const unmarked: Sent<"purchase_orders.update"> = { orderNo: "1" };

// The keys are concrete: text is text, not anything.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const text: Same<Sent<"purchase_orders.update">["code"], string> = true;
export const nullable: Same<Sent<"purchase_orders.update">["title"], string | null | undefined> = true;
export const ruled: Same<Sent<"invoices.create">["invoiceNumber"], string | null | undefined> = true;

// What is sent inside of bodies needs none of the keys that answers always have.
export const line: components["schemas"]["POLineItemInput"] = { vendorKey: "V-1" };
// @ts-expect-error an answer always has them
export const answered: components["schemas"]["POLineItem"] = { vendorKey: "V-1" };

// Lists: the filter's keys are free, their values are not; pages have meta and links.
type List = operations["invoices.list"];
type Query = NonNullable<List["parameters"]["query"]>;
export const query: Query = {
  filter: { "createdAt:gt": "2026-01-31", name: ["a", "b"] },
  filterMatch: "any",
  sort: { createdAt: "1" },
  page: 2,
};
// @ts-expect-error no such direction
export const direction: Query = { sort: { createdAt: "up" } };
type Page = List["responses"][200]["content"]["application/json"];
export const next = (page: Page): string | null | undefined => page.links?.next;
export const total = (page: Page): number | null | undefined => page.meta?.total;
export const items = (page: Page): components["schemas"]["Invoice"][] => page.data;

// Another API: exactly one of two keys.
type Book = LibraryComponents["schemas"]["BookCreateBody"];
export const book: Book = { title: "T", isbn: "1", translations: { de: "T" } };
// @ts-expect-error no number
export const numberless: Book = { title: "T" };
// @ts-expect-error one of two
export const twice: Book = { title: "T", isbn: "1", ean: "2" };
