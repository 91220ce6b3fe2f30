"""What stewards do with single rows: correct, release, reject, retry, take back."""
