<?php
// What the claims of each document may hold: the tables of the format page.
declare(strict_types=1);

namespace Licence;

const KID = '~^[A-Za-z0-9-]{1,32}\z~';
const PRODUCT = '~^[a-z0-9][a-z0-9-]{0,39}\z~';
const ENTITLEMENT = '~^[a-z0-9][a-z0-9._:-]{0,63}\z~';
const LAST_SECOND = 253_402_300_799; // NumericDate, to the end of the year 9999

function licenceRules(): array
{
    return [
        'jti' => like('~^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\z~'),
        'iss' => text(100),
        'prd' => like(PRODUCT),
        'cus??' => text(200),
        'hst?' => items(50, isHostPattern(...)),
        'iat' => whole(0, LAST_SECOND),
        'sup' => day(),
        'tier??' => text(32),
        'ent?' => items(50, like(ENTITLEMENT)),
        'exp??' => whole(0, LAST_SECOND),
        'seq?' => whole(1),
    ];
}

function certificateRules(): array
{
    $jwk = ['kty' => like('~^OKP\z~'), 'crv' => like('~^Ed25519\z~'), 'x' => isStrong(...)];
    return [
        'jti' => like(KID),
        'sub' => text(100),
        'cnf' => members(['jwk' => members($jwk)]),
        'prd?' => items(100, like(PRODUCT)),
        'max' => whole(1),
        'nbf' => whole(0, LAST_SECOND),
        'exp' => whole(0, LAST_SECOND),
        'msd' => whole(1, 36_525),
        'mxh?' => whole(1, 50),
        'ent?' => items(50, like(ENTITLEMENT)),
        'test?' => is_bool(...),
    ];
}

function revocationRules(): array
{
    $revoked = ['id' => like(KID), 'on' => day(), 'after_seq?' => whole(0)];
    $records = ['keys??' => is_string(...), 'days??' => is_string(...)];
    $dates = ['iat' => whole(0, LAST_SECOND), 'nxt' => whole(0, LAST_SECOND)];
    return ['ver' => whole(1), 'certs?' => items(10_000, members($revoked))] + $dates + $records;
}
