/**
 * A transport for Jakarta Mail that sends mails through Telltale. It is in a jar of its own, {@code telltale-mail.jar}, for
 * other programs, and not in the WAR.
 */
@org.jspecify.annotations.NullMarked
package telltale.mail;
