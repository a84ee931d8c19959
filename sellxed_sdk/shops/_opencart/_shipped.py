"""What OpenCart ships as extensions itself, in any version from 1.5.5 to 4.1.

By name: a file of that name is the platform's own, whoever changed it.
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["SHIPPED"]

_NAMES = {
    "advertise": "google",
    "analytics": "google google_analytics",
    "captcha": "basic basic_captcha google google_captcha",
    "currency": "ecb fixer",
    "dashboard": "activity chart customer map online order recent sale",
    "feed": "google_base google_sitemap openbaypro",
    "fraud": "fraudlabspro ip maxmind",
    "module": (
        "account affiliate amazon_button amazon_checkout_layout amazon_login amazon_pay "
        "banner bestseller carousel category divido_calculator ebay_listing ebaydisplay "
        "featured filter google_hangouts google_talk html information klarna_checkout_module "
        "latest laybuy_layout openbaypro paypal_smart_button pilibaba_button "
        "pp_braintree_button pp_button pp_layout pp_login sagepay_direct_cards "
        "sagepay_server_cards slideshow special store welcome"
    ),
    "payment": (
        "alipay alipay_cross amazon_checkout amazon_login_pay authorizenet_aim "
        "authorizenet_sim bank_transfer bluepay_hosted bluepay_hosted_form bluepay_redirect "
        "cardconnect cardinity cheque cod divido eway firstdata firstdata_remote "
        "free_checkout g2apay globalpay globalpay_remote klarna_account klarna_checkout "
        "klarna_invoice laybuy liqpay moneybookers nochex opayo paymate paypal paypoint payza "
        "perpetual_payments pilibaba pp_braintree pp_express pp_payflow pp_payflow_iframe "
        "pp_pro pp_pro_iframe pp_pro_pf pp_pro_uk pp_standard realex realex_remote sagepay "
        "sagepay_direct sagepay_server sagepay_us securetrading_pp securetrading_ws skrill "
        "squareup twocheckout web_payment_software wechat_pay worldpay"
    ),
    "report": (
        "affiliate affiliate_activity affiliate_commission affiliate_login customer_activity "
        "customer_credit customer_login customer_online customer_order customer_reward "
        "customer_search customer_transaction marketing online product_purchased "
        "product_viewed report sale_coupon sale_order sale_return sale_shipping sale_tax "
        "statistics"
    ),
    "shipping": (
        "auspost citylink ec_ship fedex flat free item parcelforce_48 pickup royal_mail ups "
        "usps usps_oauth weight"
    ),
    "theme": "default theme_default",
    "total": (
        "coupon credit handling klarna_fee low_order_fee reward shipping sub_total tax total "
        "voucher"
    ),
}
SHIPPED = MappingProxyType({kind: frozenset(names.split()) for kind, names in _NAMES.items()})
"""Codes by type."""
