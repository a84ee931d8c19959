<?php
// Compact JWS with Ed25519, strictly ("Signed documents" of the format page).
declare(strict_types=1);

namespace Licence;

/** Ends the verification; the message is the code. */
final class Refused extends \RuntimeException
{
}

/** Go on, or refuse with this code. */
function need(mixed $fine, string $code): void
{
    if (!$fine) {
        throw new Refused($code);
    }
}

const REFUSED_HEADERS = ['crit', 'jwk', 'jku', 'x5c', 'x5u', 'x5t', 'b64'];

/** A document whose form is right; nothing in it is trusted yet. */
function parseJws(string $text): object
{
    $parts = explode('.', $text);
    $whole = count($parts) === 3 && strlen($parts[2]) >= 86; // 64 bytes in base64url
    need($text !== '', 'KEY_TRUNCATED');
    need(str_starts_with($text, 'eyJ'), $whole ? 'KEY_DAMAGED' : 'KEY_NOT_A_LICENCE');
    need($whole || count($parts) > 3, 'KEY_TRUNCATED');
    $header = $whole ? decode($parts[0]) : null;
    $head = $header === null ? null : parseJson($header);
    need($head, 'KEY_DAMAGED');
    need(strlen($parts[0]) <= 512, 'KEY_NOT_A_LICENCE');
    need(!array_intersect(REFUSED_HEADERS, array_keys((array) $head)), 'KEY_NOT_A_LICENCE');
    need(in_array($head->alg ?? null, ['EdDSA', 'Ed25519'], true), 'KEY_NOT_A_LICENCE');
    need(is_string($head->typ ?? null) && like(KID)($head->kid ?? null), 'KEY_NOT_A_LICENCE');
    [$payload, $signature] = [decode($parts[1]), decode($parts[2])];
    need($payload !== null && strlen($signature ?? '') === 64, 'KEY_DAMAGED');
    $named = ['kid' => $head->kid, 'typ' => $head->typ, 'signed' => "$parts[0].$parts[1]"];
    return (object) ($named + ['payload' => $payload, 'signature' => $signature]);
}

/** The claims of a genuine document, or the code for its signature, claims or date. */
function read(object $jws, object $key, array $rules, string $dated, array $codes): object
{
    $raw = decode($key->x);
    need(sodium_crypto_sign_verify_detached($jws->signature, $jws->signed, $raw), $codes[0]);
    $claims = parseJson($jws->payload);
    need($claims !== null && fits($claims, $rules), $codes[1]);
    $date = $claims->$dated;
    need(($key->nbf ?? 0) <= $date && $date <= ($key->exp ?? PHP_INT_MAX), $codes[2]);
    return $claims;
}
