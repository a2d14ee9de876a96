import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that is a whole number within bounds. Throws what commander shows with the option's name. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It is a whole number, ${least} to ${most}.`);
  };
}
