import type { Band, Forecast } from "../model/forecast.ts";

/** A forecast as JSON can hold it, which has no infinity: null where there is no upper end. */
export type FiniteForecast = Omit<Forecast, "slope" | "secondsToFull" | "levelsOffAt" | "burstHeadroomSeconds"> & {
  readonly slope?: FiniteBand;
  readonly secondsToFull?: FiniteBand;
  readonly levelsOffAt?: FiniteBand;
  readonly burstHeadroomSeconds?: number | null;
};

export type FiniteBand = Omit<Band, "high"> & { readonly high: number | null };

export function finiteForecast({ slope, secondsToFull, levelsOffAt, burstHeadroomSeconds, ...rest }: Forecast): FiniteForecast {
  return {
    ...rest,
    ...(slope === undefined ? {} : { slope: finiteBand(slope) }),
    ...(secondsToFull === undefined ? {} : { secondsToFull: finiteBand(secondsToFull) }),
    ...(levelsOffAt === undefined ? {} : { levelsOffAt: finiteBand(levelsOffAt) }),
    ...(burstHeadroomSeconds === undefined ? {} : { burstHeadroomSeconds: finite(burstHeadroomSeconds) }),
  };
}

export function finiteBand({ estimate, low, high }: Band): FiniteBand {
  return { estimate, low, high: finite(high) };
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
