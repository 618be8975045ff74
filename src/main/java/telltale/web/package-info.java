/** HTTP: each servlet turns a request into a record, makes one call, and turns the result into an answer. */
@NullMarked
package telltale.web;

import org.jspecify.annotations.NullMarked;
