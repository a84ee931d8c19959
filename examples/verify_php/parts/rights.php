<?php
// Steps 10 to 14 of "Order of the checks", and "Time", of the format page.
declare(strict_types=1);

namespace Licence;

/** The codes of what prevents a genuine licence from being used here. */
function findReasons(array $found, array $options): array
{
    [$part, $licence, $partner] = $found;
    ['now' => $now, 'releasedOn' => $releasedOn, 'revocations' => $list] = $options;
    $judge = fn (string $host) => judgeHost($host, $licence->hst ?? []);
    $released = $releasedOn === null ? 0 : strtotime("$releasedOn UTC");
    $time = max($now, $options['seenAt'] ?? 0, $licence->iat, $released, $list?->issued ?? 0);
    $reasons = [
        'LICENCE_REVOKED' => $list && isRevoked($list, $part, $licence, $partner),
        'WRONG_PRODUCT' => $licence->prd !== $options['product'],
        'HOST_NOT_LICENSED' => in_array('HOST_NOT_LICENSED', array_map($judge, $options['hosts'])),
        'TRIAL_ENDED' => isset($licence->exp) && $time >= $licence->exp,
        'RELEASE_NOT_COVERED' => $releasedOn !== null && !$options['freeSecurity']
            && strcmp($releasedOn, $licence->sup) > 0,
    ];
    return array_keys(array_filter($reasons));
}
