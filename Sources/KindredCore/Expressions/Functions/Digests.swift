extension SQLOperation {
  fileprivate static let md5 = SQLOperation("md5", spelling: .call("MD5"), in: [.sqlite: .call("kindred_md5")])
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The MD5 digest of the text in UTF-8, as 32 hexadecimal digits: `MD5`.
  ///
  /// Use it to compare or group texts. It is not secure: do not use it for passwords or signatures.
  public func md5() -> Expr<Value> { Expr(.md5, self) }
}
