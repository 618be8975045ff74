/** Access tokens for mail servers (OAuth 2.0, RFC 6749): requested, renewed ahead of their expiry, and shared by nodes. */
@NullMarked
package telltale.oauth;

import org.jspecify.annotations.NullMarked;
