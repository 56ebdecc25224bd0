import CSQLite
import Crypto
import KindredCore

/// `kindred_sha256(text)` and its like: the digest of the text's bytes in UTF-8, as hexadecimal digits.
enum DigestFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let functions: [(String, Int32, SQLiteFunction.Body)] = [
      ("kindred_md5", 1, { DigestFunctions.digest($0, $2, Insecure.MD5.self) }),
      ("kindred_sha1", 1, { DigestFunctions.digest($0, $2, Insecure.SHA1.self) }),
      ("kindred_sha224", 1, { DigestFunctions.sha224($0, $2) }),
      ("kindred_sha256", 1, { DigestFunctions.digest($0, $2, SHA256.self) }),
      ("kindred_sha384", 1, { DigestFunctions.digest($0, $2, SHA384.self) }),
      ("kindred_sha512", 1, { DigestFunctions.digest($0, $2, SHA512.self) }),
    ]
    return SQLiteFunction.register(functions, on: database)
  }

  private static func digest<Function: HashFunction>(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, _ function: Function.Type
  ) {
    guard let bytes = SQLiteFunction.bytes(arguments?.pointee) else { return sqlite3_result_null(context) }
    let digest = function.hash(data: bytes)
    SQLiteFunction.give(digest.map(Hexadecimal.digits).joined(), to: context)
  }

  /// The library has no SHA-224.
  private static func sha224(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
  ) {
    guard let bytes = SQLiteFunction.bytes(arguments?.pointee) else { return sqlite3_result_null(context) }
    SQLiteFunction.give(SHA224.hash(Array(bytes)).map(Hexadecimal.digits).joined(), to: context)
  }
}
