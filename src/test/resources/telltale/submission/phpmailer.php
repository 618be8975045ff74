<?php
// Submits mails of many shapes with PHPMailer. Arguments: port, key, folder with key.pem, cert.pem and dkim.pem.
require 'libphp-phpmailer/autoload.php';

use PHPMailer\PHPMailer\Exception;
use PHPMailer\PHPMailer\PHPMailer;

[, $port, $key, $folder] = $argv;
$link = '<a href="http://example.com/a?b=1&amp;c=2">Angebot</a>';
$html = "<html><body><p>Grüße aus Köln, 日本 👋 $link</p></body></html>";
$png = base64_decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==');

$mail = new PHPMailer(true);
$mail->isSMTP();
$mail->Host = '127.0.0.1';
$mail->Port = (int) $port;
$mail->SMTPAuth = true;
$mail->Username = 'telltale';
$mail->Password = $key;
$mail->SMTPKeepAlive = true;

$shapes = [
    '8bit' => fn () => $mail->msgHTML($html),
    'html-only' => function () use ($mail, $html) {
        $mail->isHTML();
        $mail->Body = $html;
    },
    'base64' => function () use ($mail, $html) {
        $mail->Encoding = PHPMailer::ENCODING_BASE64;
        $mail->msgHTML($html);
    },
    'quoted-printable' => function () use ($mail, $html) {
        $mail->Encoding = PHPMailer::ENCODING_QUOTED_PRINTABLE;
        $mail->msgHTML(str_replace('<p>', "<p>\r\n.\r\n..dots = \t \r\n", $html));
    },
    'latin1' => function () use ($mail, $html) {
        $mail->CharSet = PHPMailer::CHARSET_ISO88591;
        $mail->Subject = iconv('UTF-8', 'ISO-8859-1', 'Grüße');
        $mail->msgHTML(iconv('UTF-8', 'ISO-8859-1', str_replace(', 日本 👋', '', $html)));
    },
    'long-line' => fn () => $mail->msgHTML(str_replace('<p>', '<p>' . str_repeat('<b>ü</b> ', 500), $html)),
    'almost-long-line' => fn () => $mail->msgHTML('<p>' . str_repeat('x', 900) . "</p>$link"),
    'images' => function () use ($mail, $html, $png) {
        $mail->addStringEmbeddedImage($png, 'logo', 'logo.png');
        $mail->addStringAttachment($png, 'Übersicht – 1.pdf');
        $mail->msgHTML(str_replace('</p>', '<img src="cid:logo"></p>', $html));
    },
    'calendar' => function () use ($mail, $html) {
        $mail->Ical = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
        $mail->msgHTML($html);
    },
    'list' => function () use ($mail, $html) {
        $mail->addCustomHeader('List-Unsubscribe', '<https://shop.example.com/u/1>, <mailto:u@example.com>');
        $mail->addCustomHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click');
        $mail->msgHTML($html);
    },
    'bcc' => function () use ($mail, $html) {
        $mail->addCC('bert@example.org', 'Bert');
        $mail->addBCC('carla@example.org');
        $mail->msgHTML($html);
    },
    'dkim' => function () use ($mail, $html, $folder) {
        $mail->DKIM_domain = 'example.com';
        $mail->DKIM_selector = 's1';
        $mail->DKIM_private = "$folder/dkim.pem";
        $mail->msgHTML($html);
    },
    'text' => function () use ($mail) {
        $mail->Body = "Grüße\r\n.\r\nhttp://example.com/";
    },
    'signed' => function () use ($mail, $html, $folder) {
        $mail->sign("$folder/cert.pem", "$folder/key.pem", '');
        $mail->msgHTML($html);
    },
];

foreach ($shapes as $shape => $compose) {
    $mail->clearAllRecipients();
    $mail->clearAttachments();
    $mail->clearCustomHeaders();
    $mail->isHTML(false);
    $mail->AltBody = $mail->Ical = $mail->DKIM_domain = '';
    $mail->CharSet = PHPMailer::CHARSET_UTF8;
    $mail->Encoding = PHPMailer::ENCODING_8BIT;
    $mail->AuthType = '';
    $mail->setFrom('shop@example.com', 'Shop, Köln');
    $mail->addAddress('ann@example.org', 'Änne');
    $mail->addCustomHeader('X-Shape', $shape);
    $mail->Subject = 'Grüße – 日本';
    $compose();
    $mail->send();
}

// PHPMailer sends the parameters of DSN (RFC 3461) also to servers that do not offer it.
$mail->dsn = 'FAILURE';
try {
    $mail->send();
} catch (Exception $refused) {
    echo $refused->getMessage();
}
$mail->smtpClose();
