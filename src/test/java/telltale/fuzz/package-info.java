/** Shared code of the fuzz tests. A fuzz test is in the package of its subject and named {@code …FuzzTest}. */
@org.jspecify.annotations.NullMarked
package telltale.fuzz;
