import { type Bytes, unhex } from "./primitives.ts";

export type Fields = { readonly [name: string]: unknown };
export type Reader = (given: Fields) => object | Promise<object>;

export const bytes = (given: Fields, name: string): Bytes => unhex(given[name] as string);
export const uint = (given: Fields, name: string): number => given[name] as number;
export const text = (given: Fields, name: string): string => given[name] as string;
export const within = (given: Fields, name: string): Fields => given[name] as Fields;
export const list = (given: Fields, name: string): Fields[] => given[name] as Fields[];
export const chain = (given: Fields, name: string): Bytes[] => (given[name] as string[]).map(unhex);
