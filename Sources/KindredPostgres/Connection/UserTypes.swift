import CPostgres
import KindredCore
import Synchronization

/// What the types are that users made: a domain has the binary form of what it is made of, and an array of domains or
/// enums that of an array of those.
///
/// The server is asked once for each. Its numbers name the same type for as long as that exists, so that what is known
/// stays valid where others still use it; it is only asked again.
final class UserTypes: Sendable {
  /// What the server says of a type.
  struct Description {
    /// What a domain is made of; 0 for all others.
    let base: Oid
    /// The type of the elements of an array; 0 for all others.
    let element: Oid
    /// Whether its binary form is its text.
    let isText: Bool
  }

  /// How values of a type are written and read.
  struct Form {
    /// The basic type that has the same binary form; the type itself where there is none.
    let type: Oid
    /// The type that the binary form of an array names as that of its elements; nil for what is no array.
    let element: Oid?
  }

  private struct State {
    var forms: [Oid: Form] = [:]
    /// Those of which the server need not be asked.
    var asked: Set<Oid> = []
  }

  private let state = Mutex(State())

  /// The types of users of which the server has to be asked.
  func unknown(among types: [Oid]) -> [Oid] {
    if types.allSatisfy({ $0 < TypeOID.firstOfUser }) { return [] }
    return state.withLock { state in
      Set(types).filter { $0 >= TypeOID.firstOfUser && !state.asked.contains($0) }.sorted()
    }
  }

  /// Has the server asked again.
  func forget() { state.withLock { $0.asked = [] } }

  /// How values of a type are written and read.
  func form(of type: Oid) -> Form {
    let known = type < TypeOID.firstOfUser ? nil : state.withLock { $0.forms[type] }
    return known ?? Form(type: type, element: TypeOID.elements[type])
  }

  /// Takes note of what the server says of types, and of all that they are made of.
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
    // Nothing is made of itself; the depth is for a server that says so.
    guard let found = descriptions[type], type >= TypeOID.firstOfUser, depth < 64 else { return asItIs }
    if found.base != 0 { return form(of: found.base, descriptions, depth: depth + 1) }
    if found.element == 0 { return asItIs }
    let element = form(of: found.element, descriptions, depth: depth + 1).type
    let basic = element < TypeOID.firstOfUser || descriptions[element]?.isText != true ? element : TypeOID.text
    return Form(type: TypeOID.arrays[basic] ?? type, element: found.element)
  }
}

extension PostgresLease {
  /// The types, and all that they are made of.
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

  /// Asks the server what types of users are, as far as that is not known.
  func learn(_ types: [Oid], of plan: StatementPlan) async throws {
    let unknown = link.types.ofUsers.unknown(among: types)
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
    link.types.ofUsers.note(unknown, descriptions)
  }
}
