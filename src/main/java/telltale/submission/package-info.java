/** Submission by SMTP (RFC 6409): other programs send their mail through this installation, which tracks it. */
@NullMarked
package telltale.submission;

import org.jspecify.annotations.NullMarked;
