/** Whether verdicts are right, whether they stay so in any order, and whether open rates are as sure as they say. */
@NullMarked
package telltale.judging;

import org.jspecify.annotations.NullMarked;
