<?php
// Lets PHP itself answer the sources of php_tokens.json:
//
//     php -d short_open_tag=0 php_tokens.php < php_tokens.json > answered.json
//
// Every token is [kind, line, text]. White space and comments are left out, and PHP's kinds
// are put together to the coarse ones of sellxed_sdk.

$coarse = [
    'T_INLINE_HTML' => 'html', 'T_OPEN_TAG' => 'open', 'T_OPEN_TAG_WITH_ECHO' => 'open',
    'T_CLOSE_TAG' => 'close', 'T_VARIABLE' => 'variable', 'T_LNUMBER' => 'number',
    'T_DNUMBER' => 'number', 'T_NUM_STRING' => 'number', 'T_ATTRIBUTE' => 'bracket',
    'T_CONSTANT_ENCAPSED_STRING' => 'string', 'T_ENCAPSED_AND_WHITESPACE' => 'text',
    'T_START_HEREDOC' => 'heredoc', 'T_END_HEREDOC' => 'heredoc', 'T_CURLY_OPEN' => 'bracket',
    'T_DOLLAR_OPEN_CURLY_BRACES' => 'bracket', 'T_BAD_CHARACTER' => 'bad',
    'T_NAME_QUALIFIED' => 'name', 'T_NAME_FULLY_QUALIFIED' => 'name', 'T_NAME_RELATIVE' => 'name',
];
$label = '[a-zA-Z_\x80-\xff][a-zA-Z0-9_\x80-\xff]*';

$vectors = json_decode(stream_get_contents(STDIN), true);
$vectors['php'] = PHP_VERSION;
foreach ($vectors['cases'] as &$case) {
    $case['tokens'] = [];
    foreach (PhpToken::tokenize($case['source']) as $token) {
        $name = $token->getTokenName();
        if ($token->isIgnorable() && $name !== 'T_OPEN_TAG') {
            continue;
        }
        if (isset($coarse[$name])) {
            $kind = $coarse[$name];
        } elseif (str_ends_with($name, '_CAST')) {
            $kind = 'cast';
        } elseif (preg_match('/^b?"$|^`$/i', $token->text)) {
            $kind = 'quote';
        } elseif (strlen($token->text) === 1 && str_contains('()[]{}', $token->text)) {
            $kind = 'bracket';
        } elseif (preg_match("/^($label|yield\s+from)$/i", $token->text)) {
            $kind = 'name';
        } else {
            $kind = 'operator';
        }
        $case['tokens'][] = [$kind, $token->line, $token->text];
    }
}
unset($case);
echo "{\n  \"made\": ", json_encode($vectors['made']), ",\n  \"php\": ", json_encode($vectors['php']);
echo ",\n  \"cases\": [";
$flags = JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR;
foreach ($vectors['cases'] as $number => $case) {
    echo $number ? ",\n    " : "\n    ", json_encode($case, $flags);
}
echo "\n  ]\n}\n";
