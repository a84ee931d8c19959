<?php
// Rules that a claim can be held against.
declare(strict_types=1);

namespace Licence;

function like(string $pattern): \Closure
{
    return fn (mixed $value) => is_string($value) && preg_match($pattern, $value) === 1;
}

/** A text of 1 to so many characters. */
function text(int $max): \Closure
{
    return like("~^.{1,$max}\z~su");
}

function whole(int $from, int $to = MAX_INTEGER): \Closure
{
    return fn (mixed $value) => is_int($value) && $value >= $from && $value <= $to;
}

function day(): \Closure
{
    return fn (mixed $value) => like('~^\d{4}-\d\d-\d\d\z~')($value)
        && checkdate((int) substr($value, 5, 2), (int) substr($value, 8), (int) $value);
}

function items(int $max, \Closure $rule): \Closure
{
    return fn (mixed $value) => is_array($value) && count($value) <= $max
        && count(array_filter($value, $rule)) === count($value);
}

function members(array $rules): \Closure
{
    return fn (mixed $value) => is_object($value) && fits($value, $rules);
}

/** Whether each claim keeps its rule; one named "x?" may be absent, "x??" also null. */
function fits(object $claims, array $rules): bool
{
    foreach ($rules as $marked => $rule) {
        $name = rtrim($marked, '?');
        $absent = !property_exists($claims, $name) && str_ends_with($marked, '?');
        $null = ($claims->$name ?? null) === null && str_ends_with($marked, '??');
        if (!$absent && !$null && !$rule($claims->$name ?? null)) {
            return false;
        }
    }
    return true;
}
