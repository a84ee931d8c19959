<?php
/**
 * Plugin Name: Alpenpay for WooCommerce
 * Description: Sample payment module of the sellXed SDK: invoice and card payments.
 * Version: {{version}}
 * Requires PHP: 8.1
 * WC requires at least: 8.0
 * Author: sellXed
 */

defined('ABSPATH') || exit;

require_once __DIR__ . '/includes/class-alpenpay-gateway.php';

add_filter('woocommerce_payment_gateways', static function (array $gateways): array {
    $gateways[] = 'Alpenpay_Gateway';
    return $gateways;
});
