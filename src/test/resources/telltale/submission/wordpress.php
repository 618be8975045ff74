<?php
// Sends a mail as wp_mail of WordPress does (wp-includes/pluggable.php).
// Arguments: file of a plugin that sets host, user and password; password; mechanism for the login or an empty string; shape.
require 'libphp-phpmailer/autoload.php';

[, $plugin, $password, $mechanism, $shape] = $argv;
define('TELLTALE_KEY', $password);

$actions = [];
function add_action($name, $action) {
    global $actions;
    $actions[$name] = $action;
}
require $plugin;

$phpmailer = new PHPMailer\PHPMailer\PHPMailer(true);
$phpmailer->clearAllRecipients();
$phpmailer->clearAttachments();
$phpmailer->clearCustomHeaders();
$phpmailer->clearReplyTos();
$phpmailer->Body = '';
$phpmailer->AltBody = '';
$phpmailer->setFrom('shop@example.com', 'Der Köln-Blog', false);
$phpmailer->Subject = '[Der Köln-Blog] Neuer Kommentar zu "Grüße"';
$phpmailer->Body = "<p>Ein neuer Kommentar zu „Grüße“ wartet auf Freigabe: <a href=\"https://blog.example.com/?p=7#comment-1\">ansehen</a>.</p>\n"
    . "<p>\n.\n<a href='https://blog.example.com/wp-admin/comment.php?action=approve&c=1#wpbody-content'>Freigeben</a></p>\n";
$phpmailer->addAddress('ann@example.org');
$phpmailer->isMail();
$phpmailer->ContentType = 'text/html';
$phpmailer->isHTML(true);
$phpmailer->CharSet = 'UTF-8';
$phpmailer->addCustomHeader('X-Shape: ' . $shape);

$actions['phpmailer_init']($phpmailer);
$phpmailer->AuthType = $mechanism;
if ($shape === 'alternative') {
    $phpmailer->AltBody = wordwrap(strip_tags($phpmailer->Body));
}
if ($shape === 'text') {
    // The default of WordPress
    $phpmailer->isHTML(false);
    $phpmailer->Body = strip_tags($phpmailer->Body);
}
$phpmailer->send();
