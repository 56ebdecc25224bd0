import Kindred
import Testing

/// An error of a test's own.
struct Refused: Error {}

/// Runs the closure and gives the error of Kindred that it throws; anything else is an issue of the test.
@discardableResult
func kindredError(
  _ code: KindredError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> KindredError? {
  do {
    try await body()
    Issue.record("nothing was thrown; expected \(code)", sourceLocation: sourceLocation)
  } catch let error as KindredError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
  return nil
}
