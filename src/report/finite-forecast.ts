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

/** Back again, as an agent's answer has it. */
export function forecastOfFinite({ slope, secondsToFull, levelsOffAt, burstHeadroomSeconds, ...rest }: FiniteForecast): Forecast {
  return {
    ...rest,
    ...(slope === undefined ? {} : { slope: endlessBand(slope) }),
    ...(secondsToFull === undefined ? {} : { secondsToFull: endlessBand(secondsToFull) }),
    ...(levelsOffAt === undefined ? {} : { levelsOffAt: endlessBand(levelsOffAt) }),
    ...(burstHeadroomSeconds === undefined ? {} : { burstHeadroomSeconds: burstHeadroomSeconds ?? Number.POSITIVE_INFINITY }),
  };
}

export function finiteBand({ estimate, low, high }: Band): FiniteBand {
  return { estimate, low, high: finite(high) };
}

function endlessBand({ estimate, low, high }: FiniteBand): Band {
  return { estimate, low, high: high ?? Number.POSITIVE_INFINITY };
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
