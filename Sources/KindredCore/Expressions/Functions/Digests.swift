// Digests of texts in UTF-8, as hexadecimal digits. They tell texts apart and find equal ones. None of them is a way to
// store a password.

extension SQLOperation {
  fileprivate static let md5 = SQLOperation("md5", spelling: .call("MD5"), in: [.sqlite: .call("kindred_md5")])
  fileprivate static let sha1 = SQLOperation(
    "sha1", spelling: .template("ENCODE(DIGEST({0}, 'sha1'), 'hex')"), in: [.sqlite: .call("kindred_sha1")])
  fileprivate static let sha224 = SQLOperation(
    "sha224", spelling: .template("ENCODE(SHA224(CONVERT_TO({0}, 'UTF8')), 'hex')"),
    in: [.sqlite: .call("kindred_sha224")])
  fileprivate static let sha256 = SQLOperation(
    "sha256", spelling: .template("ENCODE(SHA256(CONVERT_TO({0}, 'UTF8')), 'hex')"),
    in: [.sqlite: .call("kindred_sha256")])
  fileprivate static let sha384 = SQLOperation(
    "sha384", spelling: .template("ENCODE(SHA384(CONVERT_TO({0}, 'UTF8')), 'hex')"),
    in: [.sqlite: .call("kindred_sha384")])
  fileprivate static let sha512 = SQLOperation(
    "sha512", spelling: .template("ENCODE(SHA512(CONVERT_TO({0}, 'UTF8')), 'hex')"),
    in: [.sqlite: .call("kindred_sha512")])
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The MD5 digest, as 32 hexadecimal digits: `MD5`. It keeps no secret.
  public func md5() -> Expr<Value> { Expr(.md5, self) }

  /// The SHA-1 digest, as 40 hexadecimal digits. It keeps no secret.
  ///
  /// PostgreSQL needs the extension `pgcrypto`: `CREATE EXTENSION pgcrypto`.
  public func sha1() -> Expr<Value> { Expr(.sha1, self) }

  /// The SHA-224 digest, as 56 hexadecimal digits.
  public func sha224() -> Expr<Value> { Expr(.sha224, self) }

  /// The SHA-256 digest, as 64 hexadecimal digits.
  ///
  /// ```swift
  /// File.objects.filter { $0.contents.sha256() == $0.checksum }
  /// // SQLite: kindred_sha256("file"."contents"); PostgreSQL: ENCODE(SHA256(CONVERT_TO("file"."contents", 'UTF8')), 'hex')
  /// ```
  public func sha256() -> Expr<Value> { Expr(.sha256, self) }

  /// The SHA-384 digest, as 96 hexadecimal digits.
  public func sha384() -> Expr<Value> { Expr(.sha384, self) }

  /// The SHA-512 digest, as 128 hexadecimal digits.
  public func sha512() -> Expr<Value> { Expr(.sha512, self) }
}

// MARK: - Names

extension NamedFunction {
  static let digests: [NamedFunction] = [
    NamedFunction("md5") { (text: Expr<String?>) in text.md5() },
    NamedFunction("sha1") { (text: Expr<String?>) in text.sha1() },
    NamedFunction("sha224") { (text: Expr<String?>) in text.sha224() },
    NamedFunction("sha256") { (text: Expr<String?>) in text.sha256() },
    NamedFunction("sha384") { (text: Expr<String?>) in text.sha384() },
    NamedFunction("sha512") { (text: Expr<String?>) in text.sha512() },
  ]
}
