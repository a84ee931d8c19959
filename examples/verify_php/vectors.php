<?php
// php vectors.php FILE...: runs the verifier over files of tests/vectors/licence_v1 and writes
// one line of JSON for each vector.
declare(strict_types=1);

namespace Licence;

require_once __DIR__ . '/verify.php';

/** The list with the greatest version among those that are in order, and whether one was not. */
function newest(array $texts, array $keys): array
{
    [$best, $refused] = [null, false];
    foreach ($texts as $text) {
        try {
            $list = readRevocations($text, $keys);
            $best = $best === null || $list->version > $best->version ? $list : $best;
        } catch (Refused) {
            $refused = true;
        }
    }
    return [$best, $refused];
}

$withIdn = function_exists('idn_to_ascii');
foreach (array_slice($argv, 1) as $path) {
    $file = json_decode(file_get_contents($path), false, 64, JSON_THROW_ON_ERROR);
    foreach ($file->vectors as $vector) {
        $texts = [$vector->held ?? null, $vector->revocations ?? null];
        [$list, $refused] = newest(array_filter($texts, is_string(...)), $file->keys);
        $answer = verify($vector->normalised ?? $vector->key, [
            'keys' => $file->keys,
            'product' => $vector->product,
            'releasedOn' => $vector->released_on,
            'freeSecurity' => $vector->free_security,
            'hosts' => $withIdn ? $vector->hosts : $vector->hosts_ascii ?? $vector->hosts,
            'now' => strtotime($vector->now),
            'seenAt' => isset($vector->seen_at) ? strtotime($vector->seen_at) : null,
            'mode' => $vector->mode,
            'revocations' => $list,
            'certificates' => $vector->certificates ?? null,
        ]);
        echo json_encode(['id' => $vector->id] + $answer + ['list_refused' => $refused]), "\n";
    }
}
