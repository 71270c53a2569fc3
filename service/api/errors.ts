export { AppError, ERROR_STATUS, type ErrorCode, type FieldProblem } from '../../shared/errors.js';
