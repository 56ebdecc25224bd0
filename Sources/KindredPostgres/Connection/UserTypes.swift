import CPostgres
import KindredCore
import Synchronization

/// The user-defined types: a domain has the binary form of its base type, and an array of domains or enums that of an
/// array of their base types.
///
/// The server is asked once for each type. An OID belongs to the same type as long as that exists, so known forms stay
/// valid where they are in use; ``forget()`` only makes the server be asked again.
final class UserTypes: Sendable {
  /// The server's description of a type.
  struct Description {
    /// The base type of a domain; 0 for other types.
    let base: Oid
    /// The element type of an array; 0 for other types.
    let element: Oid
    /// Whether its binary form is its text.
    let isText: Bool
  }

  /// The form in which values of a type are written and read.
  struct Form {
    /// The basic type with the same binary form, or the type itself.
    let type: Oid
    /// The element type in the binary form of an array; nil for other types.
    let element: Oid?
  }

  private struct State {
    var forms: [Oid: Form] = [:]
    /// The types that the server need not be asked about.
    var asked: Set<Oid> = []
  }

  private let state = Mutex(State())

  /// The user-defined types that the server has to be asked about.
  func unknown(among types: [Oid]) -> [Oid] {
    if types.allSatisfy({ $0 < TypeOID.firstUserDefined }) { return [] }
    return state.withLock { state in
      Set(types).filter { $0 >= TypeOID.firstUserDefined && !state.asked.contains($0) }.sorted()
    }
  }

  /// Makes the server be asked again.
  func forget() { state.withLock { $0.asked = [] } }

  /// The form in which values of a type are written and read.
  func form(of type: Oid) -> Form {
    let known = type < TypeOID.firstUserDefined ? nil : state.withLock { $0.forms[type] }
    return known ?? Form(type: type, element: TypeOID.elements[type])
  }

  /// Records the server's descriptions of types and of their base and element types.
  func note(_ types: [Oid], _ descriptions: [Oid: Description]) {
    let forms = types.map { ($0, Self.form(of: $0, descriptions, depth: 0)) }
    state.withLock { state in
      for (type, form) in forms {
        state.forms[type] = form
        state.asked.insert(type)
      }
    }
  }

  private static func form(of type: Oid, _ descriptions: [Oid: Description], depth: Int) -> Form {
    let asItIs = Form(type: type, element: TypeOID.elements[type])
    // Types are not recursive; the depth limit guards against a faulty server.
    guard let found = descriptions[type], type >= TypeOID.firstUserDefined, depth < 64 else { return asItIs }
    if found.base != 0 { return form(of: found.base, descriptions, depth: depth + 1) }
    if found.element == 0 { return asItIs }
    let element = form(of: found.element, descriptions, depth: depth + 1).type
    let basic = element < TypeOID.firstUserDefined || descriptions[element]?.isText != true ? element : TypeOID.text
    return Form(type: TypeOID.arrays[basic] ?? type, element: found.element)
  }
}

extension PostgresLease {
  /// Selects the types and, recursively, their base and element types.
  private static let question = """
    WITH RECURSIVE named(id) AS (
      SELECT pg_catalog.unnest($1::pg_catalog.oid[])
      UNION
      SELECT part.id FROM named JOIN pg_catalog.pg_type AS type ON type.oid = named.id
      CROSS JOIN LATERAL (VALUES (type.typbasetype), (type.typelem)) AS part(id)
      WHERE part.id <> 0 AND (type.typcategory = 'A' OR part.id = type.typbasetype)
    )
    SELECT type.oid, type.typbasetype, CASE WHEN type.typcategory = 'A' THEN type.typelem ELSE 0::pg_catalog.oid END,
      type.typtype = 'e' OR type.typcategory = 'S'
    FROM named JOIN pg_catalog.pg_type AS type ON type.oid = named.id
    """

  /// Asks the server about user-defined types that are not known yet.
  func learn(_ types: [Oid], of plan: StatementPlan) async throws {
    let unknown = link.types.userTypes.unknown(among: types)
    if unknown.isEmpty { return }
    let buffer = ParameterBuffer(types: [TypeOID.oids])
    try write(to: buffer) { writer in
      try DatabaseValue.list(unknown.map { .integer(Int64($0)) }).bind(to: &writer)
    }
    let answer = try await retrying(plan, hasTypes: false) { _ in
      await link.perform(for: self) { outbox, _ in outbox.run(Self.question, buffer) }
    }
    let descriptions = try answer.withResult { result in
      var descriptions: [Oid: UserTypes.Description] = [:]
      for row in 0..<PQntuples(result) {
        func oid(_ column: Int32) -> Oid {
          guard PQgetlength(result, row, column) == 4, let start = PQgetvalue(result, row, column) else { return 0 }
          return Oid(network: start)
        }
        descriptions[oid(0)] = UserTypes.Description(
          base: oid(1), element: oid(2),
          isText: PQgetlength(result, row, 3) == 1 && PQgetvalue(result, row, 3)?.pointee == 1)
      }
      return descriptions
    }
    link.types.userTypes.note(unknown, descriptions)
  }
}
