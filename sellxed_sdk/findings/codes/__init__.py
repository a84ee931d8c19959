"""The codes by area, one module an area; `sellxed_sdk.findings.registry` joins them."""
