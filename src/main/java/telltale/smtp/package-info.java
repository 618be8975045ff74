/**
 * One SMTP conversation: connect, secure, submit, and classify the reply.
 *
 * <p>Angus Mail provides the protocol, TLS and authentication. This package bends it in the following places; each entry
 * says why that pays and what Angus would have to offer to make it unnecessary. docs/BENCHMARKS.md has the figures.
 *
 * <h2>Overridden protected methods: {@code PipeliningTransport}</h2>
 *
 * <ul>
 *   <li><b>Stage and reply.</b> {@code ehlo}, {@code startTLS}, {@code simpleCommand}, {@code mailFrom}, {@code rcptTo},
 *       {@code data}, {@code finishData} and {@code readServerResponse} record the stage and the last reply. Every outcome
 *       follows from these two, above all whether a lost connection leaves a message in doubt. Angus throws a tree of
 *       exceptions instead, in which a failed RSET can hide the reply. <i>To drop it:</i> a listener for each command and
 *       its reply, or an exception that always carries both.
 *   <li><b>Pipelining.</b> {@code sendCommand} sends RCPT and DATA with MAIL, and the next envelope with the end of a
 *       message; the command that Angus issues later is skipped, and its reply is read in its place. A message then costs
 *       one round trip. At 5 ms each, one connection sent 142 messages a second when the next envelope was announced, and
 *       78 when it was not. <i>To drop it:</i> support for PIPELINING (RFC 2920) that can announce the next envelope.
 *   <li><b>Commands in UTF-8.</b> {@code sendCommand} encodes non-ASCII addresses (RFC 6531). Angus truncates each
 *       character to a byte, unless it requests SMTPUTF8 for every message of the session. <i>To drop it:</i> SMTPUTF8 for
 *       a single message.
 *   <li><b>EHLO.</b> {@code getLocalHost} returns the machine's full name or the address literal of the connection, whose
 *       local address {@code SmtpSocket} notes for its thread. Angus calls a blocking lookup that often returns
 *       {@code localhost}, which servers refuse. {@code ehlo} fails for a rejected client instead of trying HELO, which
 *       would hide the reply. <i>To drop it:</i> access to the socket, and HELO only after 500 and 502.
 *   <li><b>Positive replies.</b> {@code SmtpConversation} treats any 2yz reply to the content as acceptance (RFC 5321
 *       section 4.3.2), where Angus reports anything but 250 as a failure; sending such a message again would duplicate
 *       it. <i>To drop it:</i> the same rule in Angus.
 * </ul>
 *
 * <h2>Held-back socket writes: {@code SmtpSocket}, {@code WriteTimeouts}</h2>
 *
 * <ul>
 *   <li><b>Buffering until the next read.</b> Angus flushes after each command and rejects a command that contains a line
 *       end, so a group of commands would leave as several packets with a system call each. The socket keeps output until a
 *       reply is awaited. <i>To drop it:</i> a flush only before a reply is read, or a method that sends several commands.
 *   <li><b>One thread for write timeouts.</b> Without an executor of the session, Angus creates one for each connection,
 *       and any scheduled executor wakes a thread to set a timer for each write. {@code WriteTimeouts} checks all writes
 *       once a second instead. <i>To drop it:</i> a shared write timeout with a coarse resolution.
 * </ul>
 *
 * <h2>Composed bytes: {@code EncodedMimeMessage}</h2>
 *
 * <p>{@code writeTo} sends the bytes that telltale.message composed. With 8 connections, Angus sent 10,289 finished
 * messages a second, and 2,962 when it built a {@code MimeMessage} for each. <i>To drop it:</i> a method that sends an
 * envelope and a byte array.
 *
 * <h2>Class loader: {@code ContextLoader}, {@code MailSessionFactory}</h2>
 *
 * <p>jakarta.mail looks up providers through the context class loader of the thread, which in a container may find none or
 * those of another copy. Both classes bind the lookup to this web application. <i>To drop them:</i> a session that accepts
 * a class loader.
 */
@NullMarked
package telltale.smtp;

import org.jspecify.annotations.NullMarked;
