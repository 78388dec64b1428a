// The screens that come after the first one: there once they were loaded, which happens right after the first picture.
type Screens = typeof import('./later');

let loaded = $state.raw<Screens | null>(null);

/** The screens, or nothing while they are on their way. */
export function screens(): Screens | null {
  return loaded;
}

export async function loadScreens(): Promise<void> {
  loaded ??= await import('./later');
}
