/** Shared code of the fuzz tests, each of which is in the package of its subject and named {@code …FuzzTest}. */
@org.jspecify.annotations.NullMarked
package telltale.fuzz;
