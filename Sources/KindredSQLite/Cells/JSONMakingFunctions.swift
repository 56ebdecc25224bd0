import CSQLite
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `kindred_json_object(key, json…)` and its like: documents made of values, and changed documents.
enum JSONMakingFunctions {
  static let all: [(String, Int32, SQLiteFunction.Body)] = [
    ("kindred_json_object", -1, { JSONMakingFunctions.object($0, $1, $2) }),
    ("kindred_json_array", -1, { JSONMakingFunctions.array($0, $1, $2) }),
    ("kindred_json_set", 3, { JSONMakingFunctions.change($0, $2, isRemoval: false) }),
    ("kindred_json_remove", 2, { JSONMakingFunctions.change($0, $2, isRemoval: true) }),
    (
      "kindred_json_of_text", 1,
      { context, _, arguments in
        JSONMakingFunctions.give(context, arguments) { .string(SQLiteFunction.bytes($0) ?? []) }
      }
    ),
    (
      "kindred_json_of_real", 1,
      { context, _, arguments in
        JSONMakingFunctions.give(context, arguments) { value in
          if sqlite3_value_type(value) == SQLITE_INTEGER { return .number(JSONNumber(sqlite3_value_int64(value))) }
          return JSONMakingFunctions.number(sqlite3_value_double(value)) { JSONNumber($0) }
        }
      }
    ),
    (
      "kindred_json_of_float", 1,
      { context, _, arguments in
        JSONMakingFunctions.give(context, arguments) { value in
          JSONMakingFunctions.number(sqlite3_value_double(value)) { JSONNumber("\(Float($0))".utf8) }
        }
      }
    ),
    (
      "kindred_json_of_uuid", 1,
      { context, _, arguments in
        JSONMakingFunctions.give(context, arguments) { value in
          let text = String(decoding: SQLiteFunction.bytes(value) ?? [], as: UTF8.self)
          return .string(Array((UUID.element(.text(text))?.uuidString ?? text).utf8))
        }
      }
    ),
    (
      "kindred_json_of_date", 1,
      { context, _, arguments in
        JSONMakingFunctions.give(context, arguments) { value in
          guard let bytes = SQLiteFunction.bytes(value),
            let microseconds = bytes.withUnsafeBufferPointer({ Gregorian.parseTimestamp($0[...]) })
          else { return .null }
          return JSONNumber("\(microseconds - 978_307_200_000_000)e-6".utf8).map { .number($0) } ?? .null
        }
      }
    ),
  ]

  /// Gives the JSON of a value; NULL for NULL.
  private static func give(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, _ tree: (OpaquePointer?) -> JSONTree
  ) {
    guard let value = arguments?.pointee, sqlite3_value_type(value) != SQLITE_NULL else {
      return sqlite3_result_null(context)
    }
    JSONFunctions.give(.text(tree(value).text), to: context)
  }

  /// The number of a real. What is not finite is a text, as in PostgreSQL.
  private static func number(_ value: Double, _ number: (Double) -> JSONNumber?) -> JSONTree {
    if let number = number(value) { return .number(number) }
    return .string(Array((value < 0 ? "-Infinity" : "Infinity").utf8))
  }

  /// An argument that is JSON; null for NULL.
  private static func tree(_ value: OpaquePointer?) throws(JSONReader.Failure) -> JSONTree {
    guard let bytes = SQLiteFunction.bytes(value) else { return .null }
    return try JSONReader.tree(bytes)
  }

  private static func object(
    _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
  ) {
    do throws(JSONReader.Failure) {
      var members: [JSONTree.Member] = []
      for index in stride(from: 0, to: Int(count) - 1, by: 2) {
        guard let arguments else { break }
        let key = SQLiteFunction.bytes(arguments[index]) ?? []
        members.append(JSONTree.Member(key: key, value: try tree(arguments[index + 1])))
      }
      JSONFunctions.give(.text(JSONTree.object(of: members).text), to: context)
    } catch {
      JSONFunctions.give(error, to: context)
    }
  }

  private static func array(
    _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
  ) {
    do throws(JSONReader.Failure) {
      var elements: [JSONTree] = []
      for index in 0..<Int(count) {
        guard let arguments else { break }
        elements.append(try tree(arguments[index]))
      }
      JSONFunctions.give(.text(JSONTree.array(elements).text), to: context)
    } catch {
      JSONFunctions.give(error, to: context)
    }
  }

  /// Sets or removes what is at a path. The arguments are the document, the path as an array of texts, and the value.
  private static func change(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, isRemoval: Bool
  ) {
    guard let arguments, let document = SQLiteFunction.bytes(arguments[0]),
      let path = SQLiteFunction.bytes(arguments[1])
    else { return sqlite3_result_null(context) }
    do throws(JSONReader.Failure) {
      let tree = try JSONReader.tree(document)
      let keys = try JSONReader.keys(path)
      let value = isRemoval ? nil : try self.tree(arguments[2])
      guard let changed = tree.isScalar ? nil : tree.setting(keys[...], to: value) else {
        return JSONFunctions.give(.failure(unreachable), to: context)
      }
      JSONFunctions.give(.text(changed.text), to: context)
    } catch {
      JSONFunctions.give(error, to: context)
    }
  }

  /// What is said of a path that cannot lead anywhere.
  static let unreachable = "a path into JSON goes into a single value, or has a text as the index of an array"
}

extension JSONTree {
  /// The document with another value at a path, or without it, as `jsonb_set` and `#-` have it; nil if the path has a
  /// text as the index of an array.
  fileprivate func setting(_ path: ArraySlice<[UInt8]>, to value: JSONTree?) -> JSONTree? {
    guard let key = path.first else { return self }
    let rest = path.dropFirst()
    switch self {
    case .null, .bool, .number, .string: return self
    case .object(var members):
      let index = members.firstIndex { $0.key == key }
      guard rest.isEmpty else {
        guard let index else { return self }
        guard let inner = members[index].value.setting(rest, to: value) else { return nil }
        members[index].value = inner
        return .object(members)
      }
      if let index { members.remove(at: index) }
      guard let value else { return .object(members) }
      return .object(of: members + [Member(key: key, value: value)])
    case .array(var elements):
      guard let index = Int32(String(decoding: key, as: UTF8.self)) else { return nil }
      let place = index < 0 ? elements.count + Int(index) : Int(index)
      if elements.indices.contains(place) {
        guard rest.isEmpty else {
          guard let inner = elements[place].setting(rest, to: value) else { return nil }
          elements[place] = inner
          return .array(elements)
        }
        if let value { elements[place] = value } else { elements.remove(at: place) }
      } else if rest.isEmpty, let value {
        elements.insert(value, at: place < 0 ? 0 : elements.count)
      }
      return .array(elements)
    }
  }
}
