import CSQLite
import KindredCore

/// `kindred_json_get(document, path…)` and its like: what PostgreSQL's `jsonb` does, for documents that are kept as text.
///
/// In a path, a text is a key and an integer is an index. What a path does not lead to is NULL.
enum JSONFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let functions: [(String, Int32, SQLiteFunction.Body)] = [
      ("kindred_json_get", -1, { JSONFunctions.give($0, $1, $2) { .text($0.text) } }),
      ("kindred_json_text", -1, { JSONFunctions.give($0, $1, $2) { $0.plainText.map { .text($0) } } }),
      ("kindred_json_type", -1, { JSONFunctions.give($0, $1, $2) { .text(Array($0.typeName.utf8)) } }),
      ("kindred_json_order", -1, { JSONFunctions.give($0, $1, $2) { .bytes($0.sortKey) } }),
      (
        "kindred_json_count", -1,
        {
          JSONFunctions.give($0, $1, $2) { tree in
            if case .array(let elements) = tree { .integer(Int64(elements.count)) } else { nil }
          }
        }
      ),
      ("kindred_json_contains", 2, { JSONFunctions.compare($0, $2) { $0.contains($1) } }),
      (
        "kindred_json_has_key", 2,
        {
          JSONFunctions.ask($0, $2) { tree, value in
            guard let key = SQLiteFunction.bytes(value) else { return nil }
            return tree.hasKey(key)
          }
        }
      ),
      ("kindred_json_has_keys", 2, { JSONFunctions.askKeys($0, $2) { tree, keys in keys.allSatisfy(tree.hasKey) } }),
      (
        "kindred_json_has_any_key", 2,
        { JSONFunctions.askKeys($0, $2) { tree, keys in keys.contains(where: tree.hasKey) } }
      ),
    ]
    let status = SQLiteFunction.register(functions, on: database)
    guard status == SQLITE_OK else { return status }
    let reading = SQLiteFunction.register(JSONReadingFunctions.all, on: database)
    return reading == SQLITE_OK ? SQLiteFunction.register(JSONMakingFunctions.all, on: database) : reading
  }

  /// What is said of a text that should be JSON.
  static let malformed = "a text is not JSON"
  static let tooDeep = "JSON has more than \(JSONReader.deepest) arrays and objects inside each other"

  /// A result.
  enum Result {
    case text([UInt8])
    case bytes([UInt8])
    case integer(Int64)
    case real(Double)
    case failure(String)
  }

  static func give(_ result: Result?, to context: OpaquePointer?) {
    switch result {
    case nil: sqlite3_result_null(context)
    case .text(let bytes): SQLiteFunction.give(bytes, to: context)
    case .bytes(let bytes):
      sqlite3_result_blob64(
        context, bytes, UInt64(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    case .integer(let value): sqlite3_result_int64(context, value)
    case .real(let value): sqlite3_result_double(context, value)
    case .failure(let problem): sqlite3_result_error(context, problem, -1)
    }
  }

  /// Gives an error of reading JSON.
  static func give(_ failure: JSONReader.Failure, to context: OpaquePointer?) {
    switch failure {
    case .malformed: give(.failure(malformed), to: context)
    case .tooDeep: give(.failure(tooDeep), to: context)
    }
  }

  /// Gives what is made of the value at a path.
  ///
  /// - Parameter skipped: The number of arguments before the document.
  static func give(
    _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
    after skipped: Int = 0,
    _ result: (JSONTree) -> Result?
  ) {
    guard count > skipped, let arguments, let document = SQLiteFunction.bytes(arguments[skipped]) else {
      return sqlite3_result_null(context)
    }
    var path: [JSONPathElement] = []
    for index in skipped + 1..<Int(count) {
      switch sqlite3_value_type(arguments[index]) {
      case SQLITE_NULL: return sqlite3_result_null(context)
      case SQLITE_INTEGER: path.append(.index(Int(sqlite3_value_int64(arguments[index]))))
      case _: path.append(.key(String(decoding: SQLiteFunction.bytes(arguments[index]) ?? [], as: UTF8.self)))
      }
    }
    do throws(JSONReader.Failure) {
      give(try JSONReader.find(path, in: document).flatMap(result), to: context)
    } catch {
      give(error, to: context)
    }
  }

  /// Gives the answer to a question about a document and an argument; NULL if one of them is NULL.
  private static func ask(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
    _ answer: (JSONTree, OpaquePointer?) throws(JSONReader.Failure) -> Bool?
  ) {
    guard let arguments, let document = SQLiteFunction.bytes(arguments[0]) else {
      return sqlite3_result_null(context)
    }
    do throws(JSONReader.Failure) {
      let answer = try answer(JSONReader.tree(document), arguments[1])
      give(answer.map { .integer($0 ? 1 : 0) }, to: context)
    } catch {
      give(error, to: context)
    }
  }

  private static func compare(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
    _ answer: (JSONTree, JSONTree) -> Bool
  ) {
    ask(context, arguments) { tree, other throws(JSONReader.Failure) in
      guard let other = SQLiteFunction.bytes(other) else { return nil }
      return answer(tree, try JSONReader.tree(other))
    }
  }

  private static func askKeys(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
    _ answer: (JSONTree, [[UInt8]]) -> Bool
  ) {
    ask(context, arguments) { tree, list throws(JSONReader.Failure) in
      guard let list = SQLiteFunction.bytes(list) else { return nil }
      return answer(tree, try JSONReader.keys(list))
    }
  }
}

extension JSONReader {
  /// The texts of an array, as a list of keys is bound.
  static func keys(_ list: [UInt8]) throws(Failure) -> [[UInt8]] {
    guard case .array(let elements) = try tree(list) else { throw .malformed }
    return elements.compactMap { if case .string(let key) = $0 { key } else { nil } }
  }
}
