/** Proxies with HTTPS in front of the running WAR, with their configurations from docker/. */
@NullMarked
package telltale.proxies;

import org.jspecify.annotations.NullMarked;
