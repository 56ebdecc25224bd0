import Dispatch
import Foundation
import Measuring

// The main thread waits, because callgrind wants it to stay.
let finished = DispatchSemaphore(value: 0)
Task.detached {
  do {
    try await Program(options: Options(Array(CommandLine.arguments.dropFirst()))).run()
  } catch {
    // What was printed comes first.
    fflush(nil)
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
  }
  finished.signal()
}
finished.wait()
