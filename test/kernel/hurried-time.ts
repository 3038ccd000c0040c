/**
 * To be loaded before a program (`node --import`): its clocks run sixty times as fast, and so do its timers, so that an hour of what it does again and again passes in
 * a minute. What it waits for from the kernel and its workers keeps its own time.
 */
const factor = 60;

const { setTimeout, setInterval } = globalThis;
const hurried = (delay: number | undefined) => (delay ?? 0) / factor;
globalThis.setTimeout = Object.assign(
  (callback: (...parameters: unknown[]) => void, delay?: number, ...rest: unknown[]) => setTimeout(callback, hurried(delay), ...rest),
  setTimeout,
) as typeof setTimeout; // the overloads of the real one
globalThis.setInterval = ((callback: (...parameters: unknown[]) => void, delay?: number, ...rest: unknown[]) =>
  setInterval(callback, hurried(delay), ...rest)) as typeof setInterval; // as above

const monotonic = performance.now.bind(performance);
const wall = Date.now;
const [monotonicStart, wallStart] = [monotonic(), wall()];
performance.now = () => monotonicStart + (monotonic() - monotonicStart) * factor;
Date.now = () => Math.round(wallStart + (wall() - wallStart) * factor);
