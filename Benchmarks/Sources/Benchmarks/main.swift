import GRDBCases
import HandWritten
import KindredCases
import Measuring
print("x")
