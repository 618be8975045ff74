/** What the fuzz tests of all packages share. They stand beside what they test, by the name of it and {@code FuzzTest}. */
@org.jspecify.annotations.NullMarked
package telltale.fuzz;
