import Kindred
import Testing

@Suite("Of several failures in a transaction the first is reported")
struct FirstFailureTests {
  /// The error and those behind it.
  private func chain(_ error: any Error) -> [KindredError.Code] {
    guard let error = error as? KindredError else { return [] }
    return [error.code] + (error.underlying.map(chain) ?? [])
  }

  @Test("Statements of one transaction at the same time, of which one fails")
  func siblings() async throws {
    try await withDatabase { _ async throws in
      try await Country.objects.create(code: "x", name: "X")
      for round in 0..<20 {
        do {
          try await transaction {
            try await withThrowingTaskGroup(of: Void.self) { group in
              for number in 0..<8 {
                group.addTask {
                  do {
                    // The fourth is there already.
                    let code = number == 3 ? "x" : "\(number)"
                    try await Country.objects.create(code: code, name: "Y")
                  } catch {
                    #expect(chain(error).last == .uniqueViolation, "round \(round), statement \(number)")
                    throw error
                  }
                }
              }
              try await group.waitForAll()
            }
          }
          Issue.record("nothing failed")
        } catch {
          #expect(chain(error).last == .uniqueViolation, "round \(round)")
        }
      }
    }
  }
}
