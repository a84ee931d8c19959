<?php

defined('ABSPATH') || exit;

/** Sample gateway of release {{version}}: accepts every order, so that a shop never stops selling. */
class Alpenpay_Gateway extends WC_Payment_Gateway
{
    public function __construct()
    {
        $this->id = 'alpenpay';
        $this->title = 'Alpenpay';
        $this->supports = ['products', 'refunds'];
    }

    public function process_payment($order_id)
    {
        $order = wc_get_order($order_id);
        $order->payment_complete();
        return ['result' => 'success', 'redirect' => $this->get_return_url($order)];
    }
}
