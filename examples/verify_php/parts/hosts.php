<?php
// "Hosts" of the format page: the normal form of an address.
declare(strict_types=1);

namespace Licence;

const LABEL = '~^(?!-)[a-z0-9_-]{1,63}(?<!-)\z~';

/** The one form that is compared, or null where there is no host. */
function normaliseHost(string $address): ?string
{
    $around = ['~^[\s\p{Z}]+|[\s\p{Z}]+\z~u', '~^.*?://~s', '~[/?#].*\z~s', '~^.*@~s'];
    foreach ($around as $pattern) {
        $address = preg_replace($pattern, '', $address);
    }
    $bare = preg_match('~^\[([^]]*)](?::\d*)?\z~', $address, $inside) ? $inside[1] : $address;
    $ip = explode('%', $bare)[0];
    if (filter_var($ip, FILTER_VALIDATE_IP)) {
        return inet_ntop(inet_pton($ip));
    }
    $name = rtrim(preg_replace('~:\d*\z~', '', $address), '.');
    if (preg_match('~[^\x00-\x7f]~', $name)) {
        $name = function_exists('idn_to_ascii') // of the extension intl
            ? idn_to_ascii($name, IDNA_NONTRANSITIONAL_TO_ASCII, INTL_IDNA_VARIANT_UTS46) : '';
    }
    $name = strtolower((string) $name);
    $labels = explode('.', $name);
    return strlen($name) <= 253 && preg_grep(LABEL, $labels) === $labels ? $name : null;
}

/** Whether a licence may name this. */
function isHostPattern(mixed $host): bool
{
    $base = is_string($host) ? preg_replace('~^\*\.~', '', $host) : '';
    return normaliseHost($base) === $base && ($base === $host || str_contains($base, '.'));
}
