import { signal } from "@preact/signals";
import { initialState, type LabState } from "../../lab/experiment/state.js";
import type { Table } from "../../model/table.js";
import type { LaneView, View } from "../view/context.js";

/** What the page shows, as signals: the components read them, `session.ts` writes them. */

/** The experiment: what the address says. */
export const state = signal<LabState>(initialState);

/** "opening" until every run is there or refused. */
export type Status = "opening" | "ready" | "playing" | "paused" | "done";
export const status = signal<Status>("opening");

/** Every lane up to its last frame; a new array at every frame. */
export const lanes = signal<readonly LaneView[]>([]);

/** How fast runs are played; a whole run takes so many seconds, or as few as it can. */
export const paces = { slow: 40, normal: 10, fast: 3, full: 0 } as const;
export type Pace = keyof typeof paces;
export const pace = signal<Pace>("normal");

/** Steps and pictures of the last second. */
export const speed = signal({ steps: 0, frames: 0 });

/** Something the user should know. */
export interface Notice {
  readonly kind: "error" | "note";
  readonly text: string;
}
export const notices = signal<readonly Notice[]>([]);

/** The user's file, once it is read. */
export interface OpenFile {
  readonly name: string;
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly table: Table;
}
export const file = signal<OpenFile | undefined>(undefined);
export const reading = signal(false);

/** Views on the screen now: those out of sight are neither computed nor drawn. */
export const visible = signal<ReadonlySet<View["id"]>>(new Set());

/** Says something once, for eyes and screen readers. */
export function notify(kind: Notice["kind"], text: string): void {
  if (!notices.value.some((notice) => notice.text === text)) notices.value = [...notices.value, { kind, text }];
}
export function dismiss(text: string): void {
  notices.value = notices.value.filter((notice) => notice.text !== text);
}

/** Forgets what was told: it is of something that is not on the page any more. */
export function forget(): void {
  notices.value = [];
}

/** The lane whose set-up is on the screen. */
export const selected = signal(0);
