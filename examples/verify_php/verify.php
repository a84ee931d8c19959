<?php
// Decides what a licence key allows: "Order of the checks" of docs/formats/licence.md.
declare(strict_types=1);

namespace Licence;

foreach (glob(__DIR__ . '/parts/*.php') as $path) {
    require_once $path;
}

/** Whether a module may run with this key, and else the code of the first reason. */
function verify(?string $key, array $options): array
{
    try {
        need(!preg_match('~^.{16385}~su', $key ?? ''), 'KEY_TOO_LARGE');
        $text = preg_replace('~[\s\p{Z}\p{Cf}]~u', '', $key ?? ''); // a part of "The text"
        need($text !== null, 'KEY_DAMAGED'); // not UTF-8
        need($text !== '', 'KEY_MISSING');
        need(strlen($text) <= 4096, 'KEY_TOO_LARGE');
        $reasons = findReasons(readLicence($text, $options), $options);
        return ['genuine' => true, 'may_run' => $reasons === [], 'code' => $reasons[0] ?? null];
    } catch (Refused $refused) {
        return ['genuine' => false, 'may_run' => false, 'code' => $refused->getMessage()];
    }
}

/** Steps 1 to 9: the licence part, and the claims of licence and certificate, if there is one. */
function readLicence(string $text, array $options): array
{
    [$part, $attached] = explode('~', $text, 2) + ['', null];
    need(!str_contains($attached ?? '', '~'), 'KEY_DAMAGED');
    $jws = parseJws($part);
    $test = $jws->typ === 'sx-test-licence+jwt';
    need($jws->typ !== 'sx-partner+jwt', 'KEY_IS_PARTNER_CERTIFICATE');
    need($test || $jws->typ === 'sx-licence+jwt', 'KEY_NOT_A_LICENCE');
    need(!$test || $options['mode'] === 'test', 'TEST_KEY_REFUSED');
    $key = findKey($options['keys'], $jws->kid, 'licence');
    $brought = $key ? null : findCertificate($options['certificates'] ?? '', $jws->kid);
    $certificate = $attached ?? $brought;
    $partner = null;
    if ($certificate !== null) {
        $partner = readCertificate($certificate, $options['keys'], $options['mode']);
        $key = $partner->jti === $jws->kid ? (object) ['x' => $partner->cnf->jwk->x] : null;
    } elseif ($test) {
        $key = $jws->kid === testKey()->kid ? testKey() : null;
    }
    need($key, 'KEY_UNKNOWN_SIGNER');
    $codes = ['KEY_FORGED', 'LICENCE_UNREADABLE', 'KEY_SIGNER_NOT_IN_USE'];
    $licence = read($jws, $key, licenceRules(), 'iat', $codes);
    need($partner === null || isInScope($licence, $partner, $test), 'PARTNER_OUT_OF_SCOPE');
    return [$part, $licence, $partner];
}
