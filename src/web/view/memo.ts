/**
 * A function of objects that never change, computed once for each: what a picture needs of a run's start, of a kernel's curve or of an
 * answer is made when it is first drawn and not at every frame.
 */
export function memo<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let found = known.get(key);
    if (!found) {
      found = { value: make(key) };
      known.set(key, found);
    }
    return found.value;
  };
}
